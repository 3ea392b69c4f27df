"""Work and employment support.

The published constructions of status also look into tables of the data set before version 2.0 (Rep_Appointment and
Rep_EA1Appointment), which no extract has; what is declared here is their other part, over the records of version 2.0 and
later. It is the whole of it for a referral that began in or after September 2020.
"""
