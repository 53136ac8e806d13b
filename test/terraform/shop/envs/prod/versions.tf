terraform {
  required_version = ">= 1.6"
  backend "s3" {
    bucket  = "shop-state"
    key     = "prod/terraform.tfstate"
    region  = "eu-central-1"
    encrypt = true
  }
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.80"
    }
  }
}
