"""What the channels of messaging services share: received at once, answered once and in order."""
