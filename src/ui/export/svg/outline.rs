//! The edge of an area of triangles, so that half-transparent areas have no seams.

use std::collections::HashMap;

use egui::Pos2;

use super::canvas::points;

/// The triangles' common edge as path data; if it is not simple, the triangles themselves.
///
/// All are turned the same way, so that the nonzero rule fills every one.
pub fn of(triangles: &[[u32; 3]], position: impl Fn(u32) -> Option<Pos2>) -> String {
    let turned: Vec<[u32; 3]> = triangles
        .iter()
        .filter_map(|&[a, b, c]| {
            let (at, ab, ac) = (position(a)?, position(b)?, position(c)?);
            let (ab, ac) = (ab - at, ac - at);
            let area = ab.x * ac.y - ab.y * ac.x;
            // Without an area there is nothing to fill, and no telling which way it turns.
            (area != 0.0).then_some(if area > 0.0 { [a, b, c] } else { [a, c, b] })
        })
        .collect();
    let loops = edges(&turned).and_then(joined);
    let closed =
        |corners: &[u32]| format!("M{}Z", points(corners.iter().filter_map(|&corner| position(corner))));
    match loops {
        Some(loops) => loops.iter().map(|corners| closed(corners)).collect(),
        None => turned.iter().map(|corners| closed(corners)).collect(),
    }
}

/// Where every edge that only one triangle has leads to, in the order of the triangles. None if two of them
/// leave the same corner.
fn edges(triangles: &[[u32; 3]]) -> Option<(Vec<u32>, HashMap<u32, u32>)> {
    let sides = |&[a, b, c]: &[u32; 3]| [(a, b), (b, c), (c, a)];
    let mut count: HashMap<(u32, u32), usize> = HashMap::new();
    for side in triangles.iter().flat_map(sides) {
        *count.entry(side).or_default() += 1;
    }
    let mut order = Vec::new();
    let mut next = HashMap::new();
    for (from, to) in triangles.iter().flat_map(sides) {
        if count.contains_key(&(to, from)) {
            continue;
        }
        if next.insert(from, to).is_some() {
            return None;
        }
        order.push(from);
    }
    Some((order, next))
}

/// Edges joined to loops; None if they do not close.
fn joined((order, mut next): (Vec<u32>, HashMap<u32, u32>)) -> Option<Vec<Vec<u32>>> {
    let mut loops = Vec::new();
    for start in order {
        let Some(mut at) = next.remove(&start) else { continue };
        let mut corners = vec![start];
        while at != start {
            corners.push(at);
            at = next.remove(&at)?;
        }
        loops.push(corners);
    }
    Some(loops)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    fn position(at: u32) -> Option<Pos2> {
        [pos2(0.0, 0.0), pos2(1.0, 0.0), pos2(1.0, 1.0), pos2(0.0, 1.0), pos2(2.0, 2.0), pos2(3.0, 3.0)]
            .get(at as usize)
            .copied()
    }

    #[test]
    fn two_triangles_are_one_square_whichever_way_they_turn() {
        for second in [[0, 2, 3], [0, 3, 2]] {
            assert_eq!(of(&[[0, 1, 2], second], position), "M0,0 1,0 1,1 0,1Z");
        }
    }

    #[test]
    fn triangles_that_meet_in_a_corner_stay_triangles() {
        let met = of(&[[0, 1, 3], [3, 2, 4]], position);
        assert_eq!(met.matches('M').count(), 2, "{met}");
    }

    #[test]
    fn what_has_no_area_is_nothing() {
        assert_eq!(of(&[[0, 4, 5], [0, 0, 0]], position), "");
    }
}
