"""What buyers wrote: the list, one of them, and what people say of it."""
