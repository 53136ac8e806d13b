resource "aws_kms_key" "data" {
  description = "data of the shop"
}
resource "aws_kms_key" "sign" {
  customer_master_key_spec = "RSA_4096"
  key_usage                = "SIGN_VERIFY"
}
