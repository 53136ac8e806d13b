variable "project" {
  type = string
}
variable "ssh_ranges" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}
