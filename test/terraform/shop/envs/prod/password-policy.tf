resource "aws_iam_account_password_policy" "main" {
  minimum_password_length   = 8
  password_reuse_prevention = 24
  max_password_age          = 90
}
