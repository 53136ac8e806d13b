variable "sources" {
  type = list(string)
}
