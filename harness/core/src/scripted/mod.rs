//! The scripted broker: a correct server in which any answer can be changed.
