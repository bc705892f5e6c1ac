"""What every module stands on: accounts, agencies, permissions, audit, files, jobs, notices."""
