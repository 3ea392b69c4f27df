"""What happens to a referral: waiting, appointments, therapy, employment support, and how it ends."""
