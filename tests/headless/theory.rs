//! Theoretical capacities against published values.

use equipoise::theory::capacity;

#[test]
fn capacities_agree_with_the_reference_to_its_last_digit() {
    let mut reader = csv::Reader::from_path("tests/reference/capacity.csv").unwrap();
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let value = |column: usize| record[column].parse::<f64>().ok();
        let (f_out, kappa) = (value(0).unwrap(), value(1).unwrap());
        // Printed to eight decimals.
        let near = |ours: f64, theirs: f64| (ours - theirs).abs() <= 0.51e-8;
        let unconstrained = capacity::unconstrained(f_out, kappa).unwrap();
        assert!(near(unconstrained, value(2).unwrap()), "{f_out} {kappa}: {unconstrained}");
        if let Some(expected) = value(3) {
            assert!(near(capacity::sign_constrained(f_out).unwrap(), expected), "{f_out}");
        }
        rows += 1;
    }
    assert_eq!(rows, 20);
}
