data "aws_iam_policy_document" "doc" {
  statement {
    sid       = "1"
    actions   = ["s3:Get*"]
    resources = ["${aws_s3_bucket.data.arn}/*"]
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
}

resource "aws_iam_role_policy" "heredoc" {
  policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Action": "*",
        "Resource": "arn:aws:s3:::${var.bucket}/*"
      }]
    }
  EOF
  escaped = "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}"
  text    = <<EOT
no $${hole} here, but ${upper("one")} there
EOT
}
