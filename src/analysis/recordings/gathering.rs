//! From single measurements in any order to cells with stimuli before and after.

use super::data_error::{DataError, MOST_ROWS};
use super::names::Names;
use super::{Cell, Currents, Pair, Phase, Recordings, Unit};

/// One measurement, its names by number.
#[derive(Debug, Clone, Copy)]
struct Row {
    cell: u32,
    stimulus: u32,
    phase: Phase,
    currents: Currents,
    paired: bool,
}

/// Measurements, as they come.
#[derive(Debug, Clone, Default)]
pub struct Gathering {
    cells: Names,
    stimuli: Names,
    rows: Vec<Row>,
    remarks: Vec<String>,
}

impl Gathering {
    /// Adds one measurement.
    ///
    /// # Errors
    /// [`DataError::Value`] or [`DataError::TooManyRows`]; nothing is added then.
    pub fn add(
        &mut self,
        cell: &str,
        stimulus: &str,
        phase: Phase,
        currents: Currents,
        paired: bool,
    ) -> Result<(), DataError> {
        currents.check()?;
        if self.rows.len() == MOST_ROWS {
            return Err(DataError::TooManyRows);
        }
        let (cell, stimulus) = (self.cells.number(cell), self.stimuli.number(stimulus));
        self.rows.push(Row { cell, stimulus, phase, currents, paired });
        Ok(())
    }

    /// Adds a sentence about how the measurements came.
    pub fn remark(&mut self, remark: String) {
        self.remarks.push(remark);
    }

    /// Averages repeats, turns inward currents positive and leaves out what is not complete; what was done is
    /// remarked.
    ///
    /// # Errors
    /// [`DataError::TooFewPairs`].
    pub fn finish(mut self, unit: Unit) -> Result<Recordings, DataError> {
        self.turn_inward("i_E", |currents| &mut currents.i_e);
        self.turn_inward("i_I", |currents| &mut currents.i_i);
        let (cell_rank, stimulus_rank) = (self.cells.ranks(), self.stimuli.ranks());
        // Sorted by value too: the sums of repeats then do not depend on the order of the rows.
        let place = |row: &Row| {
            (cell_rank[row.cell as usize], stimulus_rank[row.stimulus as usize], row.phase, row.paired)
        };
        self.rows.sort_unstable_by(|x, y| {
            let by_value = x.currents.i_e.total_cmp(&y.currents.i_e);
            place(x).cmp(&place(y)).then(by_value).then(x.currents.i_i.total_cmp(&y.currents.i_i))
        });
        let mut count = Count::default();
        let mut cells = Vec::new();
        for of_cell in self.rows.chunk_by(|x, y| x.cell == y.cell) {
            let by_stimulus = of_cell.chunk_by(|x, y| x.stimulus == y.stimulus);
            let stimuli: Vec<Pair> = by_stimulus.filter_map(|rows| count.pair(rows, &self.stimuli)).collect();
            match of_cell.first() {
                Some(row) if !stimuli.is_empty() => {
                    cells.push(Cell { name: self.cells.name(row.cell).to_owned(), stimuli });
                }
                _ => count.empty_cells += 1,
            }
        }
        count.remark(&mut self.remarks);
        if count.pairs < 2 {
            return Err(DataError::TooFewPairs {
                pairs: count.pairs,
                stimuli: count.pairs + count.incomplete,
            });
        }
        Ok(Recordings { unit, cells, remarks: self.remarks, assumed: Vec::new() })
    }

    /// Inward currents are negative by convention; the model's are not.
    fn turn_inward(&mut self, name: &str, of: impl Fn(&mut Currents) -> &mut f64) {
        let mut values: Vec<f64> = self.rows.iter_mut().map(|row| *of(&mut row.currents)).collect();
        if median(&mut values) < 0.0 {
            self.rows.iter_mut().for_each(|row| *of(&mut row.currents) *= -1.0);
            self.remarks.push(format!(
                "Most values of {name} are negative (inward currents): the sign of {name} was turned."
            ));
        }
    }
}

/// What became of the rows.
#[derive(Debug, Default)]
struct Count {
    pairs: usize,
    incomplete: usize,
    repeats: usize,
    empty_cells: usize,
    disagreeing: usize,
}

impl Count {
    /// One stimulus of one cell, if it was measured before and after.
    fn pair(&mut self, rows: &[Row], names: &Names) -> Option<Pair> {
        let pre = self.mean(rows, Phase::Pre);
        let post = self.mean(rows, Phase::Post);
        let (Some(pre), Some(post), Some(first)) = (pre, post, rows.first()) else {
            self.incomplete += 1;
            return None;
        };
        self.pairs += 1;
        let marked = rows.iter().filter(|row| row.paired).count();
        self.disagreeing += usize::from(marked > 0 && marked < rows.len());
        Some(Pair { stimulus: names.name(first.stimulus).to_owned(), paired: marked > 0, pre, post })
    }

    fn mean(&mut self, rows: &[Row], phase: Phase) -> Option<Currents> {
        let of_phase = rows.iter().filter(|row| row.phase == phase);
        let n = of_phase.clone().count();
        self.repeats += n.saturating_sub(1);
        let mean = |value: fn(&Currents) -> f64| {
            of_phase.clone().map(|row| value(&row.currents)).sum::<f64>() / n as f64
        };
        (n > 0).then(|| Currents { i_e: mean(|c| c.i_e), i_i: mean(|c| c.i_i) })
    }

    fn remark(&self, remarks: &mut Vec<String>) {
        let sentences = [
            ("Repeated rows (same cell, stimulus and condition), averaged with the first", self.repeats),
            ("Stimuli (counted in each cell) with only pre or only post rows, left out", self.incomplete),
            ("Cells without a stimulus that has both, left out", self.empty_cells),
            ("Stimuli marked as paired in some rows only, taken as paired", self.disagreeing),
        ];
        let told = sentences.iter().filter(|(_, count)| *count > 0);
        remarks.extend(told.map(|(sentence, count)| format!("{sentence}: {count}.")));
    }
}

/// The middle value, or the mean of the two middle ones; 0 of none.
fn median(values: &mut [f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let middle = values.len() / 2;
    let even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if even { (lower + upper) / 2.0 } else { upper }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currents(i_e: f64, i_i: f64) -> Currents {
        Currents { i_e, i_i }
    }

    #[test]
    fn repeats_are_averaged_inward_currents_turned_and_the_incomplete_left_out() {
        let mut rows = Gathering::default();
        for (stimulus, phase, i_e) in [
            ("16 kHz", Phase::Pre, -3.0),
            ("4 kHz", Phase::Pre, -1.0),
            ("4 kHz", Phase::Post, -2.0),
            ("16 kHz", Phase::Post, -5.0),
            ("16 kHz", Phase::Pre, -4.0),
            ("8 kHz", Phase::Pre, 9.0),
        ] {
            rows.add("x", stimulus, phase, currents(i_e, 1.0), stimulus == "16 kHz" && i_e < -3.5).unwrap();
        }
        let found = rows.finish(Unit::NONE).unwrap();
        let stimuli = &found.cells[0].stimuli;
        assert_eq!((stimuli[0].stimulus.as_str(), stimuli[1].stimulus.as_str()), ("4 kHz", "16 kHz"));
        assert_eq!((stimuli[1].pre, stimuli[1].post), (currents(3.5, 1.0), currents(5.0, 1.0)));
        assert_eq!((stimuli[0].paired, stimuli[1].paired), (false, true));
        let told = found.remarks.join(" ");
        assert!(told.contains("sign of i_E") && !told.contains("sign of i_I"), "{told}");
        assert!(told.contains("the first: 1.") && told.contains("post rows, left out: 1."), "{told}");
        assert!(told.contains("taken as paired: 1."), "{told}");
    }

    #[test]
    fn nonsense_is_refused_by_name() {
        let mut rows = Gathering::default();
        for bad in [f64::NAN, f64::INFINITY, -1e16] {
            let refused = rows.add("x", "s", Phase::Pre, currents(0.0, bad), false);
            assert!(matches!(refused, Err(DataError::Value(_))), "{bad}");
        }
        rows.add("x", "s", Phase::Pre, currents(0.0, 1.0), false).unwrap();
        assert_eq!(rows.finish(Unit::NONE), Err(DataError::TooFewPairs { pairs: 0, stimuli: 1 }));
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&mut [4.0, -1.0, 3.0, 1.0]), 2.0);
        assert_eq!(median(&mut []), 0.0);
    }
}
