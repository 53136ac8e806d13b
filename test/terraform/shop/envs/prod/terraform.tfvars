vpc_cidr     = "10.20.0.0/16"
office_cidrs = ["203.0.113.0/28"]
admin_cidrs  = ["198.51.100.7/32"]
