terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

locals {
  runtime = "python3.13"
  jobs = {
    resize   = { folder = "resize", memory = 512 }
    annotate = { folder = "annotate", memory = 256 }
  }
}

data "archive_file" "api" {
  type        = "zip"
  source_dir  = "${path.module}/src/api"
  output_path = "${path.module}/build/api.zip"
}

resource "aws_lambda_function" "api" {
  function_name    = "pictures-api"
  filename         = data.archive_file.api.output_path
  source_code_hash = data.archive_file.api.output_base64sha256
  handler          = "main.handle"
  runtime          = local.runtime
  timeout          = var.timeout
  role             = aws_iam_role.lambda.arn

  environment {
    variables = {
      BUCKET = aws_s3_bucket.pictures.bucket
      STAGE  = var.stage
    }
  }
}

resource "aws_lambda_function_url" "api" {
  function_name      = aws_lambda_function.api.function_name
  authorization_type = "NONE"
}

module "job" {
  source   = "./modules/job"
  for_each = local.jobs

  name   = each.key
  folder = "${path.module}/src/jobs/${each.value.folder}"
  memory = each.value.memory
}

module "cleaner" {
  source = "terraform-aws-modules/lambda/aws"

  function_name = "pictures-cleaner"
  handler       = "cleaner.sweep"
  runtime       = local.runtime
  source_path   = "./src/cleaner"
}

resource "aws_s3_bucket" "pictures" {}

resource "aws_s3_bucket_notification" "cleaner" {
  bucket = aws_s3_bucket.pictures.id
  lambda_function {
    lambda_function_arn = module.cleaner.lambda_function_arn
    events              = ["s3:ObjectCreated:*"]
  }
}

resource "aws_iam_role" "lambda" {
  assume_role_policy = jsonencode({ Statement = [] })
}
