variable "name" {}
variable "folder" {}
variable "memory" {}

data "archive_file" "code" {
  type        = "zip"
  source_dir  = var.folder
  output_path = "${var.name}.zip"
}

resource "aws_lambda_function" "job" {
  function_name = "pictures-${var.name}"
  filename      = data.archive_file.code.output_path
  handler       = "job.${var.name}"
  runtime       = "python3.13"
  memory_size   = var.memory
}
