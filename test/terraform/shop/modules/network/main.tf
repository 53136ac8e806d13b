variable "base" {
  type = string
}

variable "offices" {
  type    = map(object({ cidr = string, guests = bool }))
  default = {}
}

locals {
  trusted = [for name, office in var.offices : office.cidr if !office.guests]
}
