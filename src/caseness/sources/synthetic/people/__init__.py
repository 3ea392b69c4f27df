"""Who there is: invented places and services, the people referred to them, and their referrals."""
