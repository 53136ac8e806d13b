resource "aws_s3_bucket" "site" {
  bucket = "shop-site"
}
resource "aws_s3_bucket" "trail" {
  provider = aws.logs
  bucket   = "shop-trail"
}
resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = <<-EOT
    {
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": "*",
          "Action": "s3:GetObject",
          "Resource": "${aws_s3_bucket.site.arn}/*",
          "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-1a2b3c4d" } }
        }
      ]
    }
  EOT
}
