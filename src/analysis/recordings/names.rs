//! Names of cells and stimuli, and their order.

use std::collections::HashMap;

/// Names, each held once.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        // At most MOST_ROWS names.
        let number = self.names.len() as u32;
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }

    pub fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    /// The place of each name among all.
    pub fn ranks(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.names.len() as u32).collect();
        order.sort_by_cached_key(|&number| (pieces(self.name(number)), self.name(number)));
        let mut ranks = vec![0; order.len()];
        for (rank, &number) in order.iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        ranks
    }
}

/// A name in pieces, so that 4 kHz comes before 16 kHz: numbers compare by length, then by digits.
fn pieces(name: &str) -> Vec<(usize, &str)> {
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        let number = piece.trim_start_matches('0');
        pieces.push(if digits { (number.len(), number) } else { (usize::MAX, piece) });
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_within_names_count() {
        let mut names = Names::default();
        for name in ["cell 10", "b", "cell 9", "cell 09", "cell 9b", "16", "4", "", "4"] {
            names.number(name);
        }
        let ranks = names.ranks();
        let mut order = vec![""; ranks.len()];
        for (number, &rank) in ranks.iter().enumerate() {
            order[rank as usize] = names.name(number as u32);
        }
        assert_eq!(order, ["", "4", "16", "b", "cell 09", "cell 9", "cell 9b", "cell 10"]);
    }
}
