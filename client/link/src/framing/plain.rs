//! Plain framing: the line is the object.
