variable "stage" {
  default = "dev"
}

variable "timeout" {
  type    = number
  default = 15
}
