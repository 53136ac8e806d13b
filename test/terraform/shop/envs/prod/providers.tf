provider "aws" {
  region = var.region
  default_tags {
    tags = { Owner = "team-shop" }
  }
}
provider "aws" {
  alias  = "logs"
  region = var.region
}
