"""What identifies natural persons in a text: numbers, names, accounts; and that none of it becomes public (`leaks`)."""
