//! Cities of processes: laptops that join, serve, meet, are cut off and meet again.

mod harness;
mod meeting;
