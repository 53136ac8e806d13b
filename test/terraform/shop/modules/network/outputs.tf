output "database_cidrs" {
  value = [for i in range(2) : cidrsubnet(var.base, 8, i)]
}

output "office_cidr" {
  value = local.trusted[0]
}

output "all_cidrs" {
  value = values(var.offices)[*].cidr
}
