"""Volume data: a company with as many customers, contracts and people as are asked for, all invented."""
