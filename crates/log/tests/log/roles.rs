//! Who may write what (design, the table of documents), and who can read it.

use musubi_log::hash::node_owner;
use musubi_log::role::Role;
use musubi_model::ids::{DocumentId, Kind, PlaceId};

use crate::world::{Laptop, World};

/// One row: a kind and an owner, and per laptop `w` may write, `r` can read.
struct Table {
    world: World,
    laptops: Vec<Laptop>,
    own: PlaceId,
    other: PlaceId,
    spare: PlaceId,
}

impl Table {
    fn new() -> Self {
        let mut world = World::new(50);
        let (own, other, spare) = (world.place("A1"), world.place("B2"), PlaceId::new([7; 16]));
        let laptops = vec![
            world.hq(),
            world.laptop(Role::Shelter, own),
            world.laptop(Role::Patrol, spare),
            world.laptop(Role::Relay, own),
        ];
        Self { world, laptops, own, other, spare }
    }

    #[track_caller]
    fn check(&self, kind: u8, owner: PlaceId, want: [&str; 4]) {
        let document = DocumentId { operation: self.world.operation.id, kind, owner };
        let got: Vec<String> = self
            .laptops
            .iter()
            .map(|laptop| {
                let writes = if laptop.member.may_write(&document) { "w" } else { "-" };
                let reads = if laptop.keyring.can_read(&document) { "r" } else { "-" };
                format!("{writes}{reads}")
            })
            .collect();
        assert_eq!(got, want);
    }
}

#[test]
fn each_kind_is_written_and_read_by_those_of_the_table() {
    let table = Table::new();
    let (own, other, spare) = (table.own, table.other, table.spare);
    let (hq, city) = (table.world.hq_place(), PlaceId::CITY);
    let row = |kind: Kind, owner, want| table.check(kind.number(), owner, want);
    //                        hq    shelter patrol relay
    row(Kind::City, city, ["wr", "-r", "-r", "--"]);
    row(Kind::City, own, ["-r", "-r", "-r", "--"]);
    row(Kind::Place, own, ["wr", "wr", "wr", "--"]);
    row(Kind::Place, other, ["wr", "-r", "wr", "--"]);
    row(Kind::Place, city, ["-r", "-r", "-r", "--"]);
    row(Kind::People, own, ["wr", "wr", "--", "--"]);
    row(Kind::People, other, ["wr", "--", "--", "--"]);
    row(Kind::People, spare, ["wr", "--", "wr", "--"]);
    row(Kind::People, hq, ["wr", "--", "--", "--"]);
    row(Kind::Staff, own, ["wr", "wr", "wr", "--"]);
    row(Kind::Staff, other, ["wr", "-r", "wr", "--"]);
    row(Kind::Desk, own, ["-r", "wr", "--", "--"]);
    row(Kind::Desk, hq, ["wr", "--", "--", "--"]);
    row(Kind::Lookups, own, ["wr", "wr", "--", "--"]);
    row(Kind::Lookups, spare, ["wr", "--", "wr", "--"]);
    // A kind of a later version: carried for any but a relay, read by nobody.
    table.check(9, own, ["w-", "w-", "w-", "--"]);
    table.check(0, own, ["w-", "w-", "w-", "--"]);
}

#[test]
fn layers_belong_to_the_node_that_publishes_them() {
    let table = Table::new();
    let kind = Kind::Layers.number();
    for (index, laptop) in table.laptops.iter().enumerate() {
        let mut want = ["wr", "-r", "-r", "--"];
        if index == 1 || index == 2 {
            want[index] = "wr";
        }
        table.check(kind, node_owner(&laptop.member.node), want);
    }
}

#[test]
fn nothing_of_another_operation_is_written_or_read() {
    let mut table = Table::new();
    table.world.next_operation();
    for kind in 1..=7 {
        for owner in [PlaceId::CITY, table.own, table.world.hq_place()] {
            table.check(kind, owner, ["--"; 4]);
        }
    }
}
