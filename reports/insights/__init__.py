"""What a recruiter's interviews show on the whole: figures over rows, computed by SQL, each with its uncertainty."""
