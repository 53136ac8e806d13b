variable "region" {
  type    = string
  default = "eu-central-1"
}
variable "vpc_cidr" {
  type = string
}
variable "office_cidrs" {
  type = list(string)
}
variable "admin_cidrs" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}
variable "partner_cidrs" {
  type = list(string)
}
variable "db_password" {
  type      = string
  sensitive = true
}
variable "encrypt_volumes" {
  type    = bool
  default = false
}
variable "multi_az" {
  type    = bool
  default = true
}
variable "warehouse_public" {
  type    = bool
  default = true
}
