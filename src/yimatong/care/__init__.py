"""What was done and what is asked: registrations, stays, diagnoses and charge lines, until a settlement takes them up."""
