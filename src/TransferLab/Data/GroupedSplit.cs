namespace TransferLab.Data;

/// <summary>Divides samples in whole groups. Groups are offered to the validation side in the order drawn, and taken where that
/// brings the shares of images and labels closer to what is wanted; then moves and exchanges go on as long as they do. A label
/// that two groups or more have is on both sides as far as the combinations allow, and every label is trained on.</summary>
internal static class GroupedSplit
{
    private const int MostPasses = 20;
    private const double Gain = 1e-12;

    // Exchanges are tried pair by pair; with more pairs than this there are groups enough for moves alone to do well.
    private const long MostPairs = 250_000;

    public static bool[] Assign(IReadOnlyList<ImageSample> samples, int[] order, int classes, double fraction)
    {
        var units = Units(samples, order);
        var sides = new Sides(units, classes, samples.Count, fraction);
        foreach (var unit in units)
            if (sides.MayMove(unit) && sides.Change(unit) < -Gain)
                sides.Move(unit);
        HoldOutEveryLabel(sides, units, classes);
        for (var pass = 0; pass < MostPasses && (MoveAny(sides, units) | ExchangeAny(sides, units)); pass++)
        {
        }
        var validates = new bool[samples.Count];
        foreach (var unit in units.Where(u => u.IsHeldOut))
            foreach (var index in unit.Members)
                validates[index] = true;
        return validates;
    }

    private static List<Unit> Units(IReadOnlyList<ImageSample> samples, int[] order)
    {
        var byName = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var units = new List<List<int>>();
        foreach (var index in order)
        {
            if (samples[index].Group is not { } group)
                units.Add([index]);
            else if (byName.TryGetValue(group, out var there))
                there.Add(index);
            else
                units.Add(byName[group] = [index]);
        }
        return units.ConvertAll(members =>
            new Unit(members, [.. members.SelectMany(i => samples[i].Labels).GroupBy(l => l).OrderBy(g => g.Key).Select(g => (g.Key, g.Count()))]));
    }

    private static void HoldOutEveryLabel(Sides sides, List<Unit> units, int classes)
    {
        for (var c = 0; c < classes; c++)
            if (sides.Lacks(c) && units.Where(u => u.Has(c) && sides.MayMove(u)).MinBy(sides.Change) is { } best)
                sides.Move(best);
    }

    private static bool MoveAny(Sides sides, List<Unit> units)
    {
        var moved = false;
        foreach (var unit in units)
            if (sides.MayMove(unit) && sides.Change(unit) < -Gain)
            {
                sides.Move(unit);
                moved = true;
            }
        return moved;
    }

    private static bool ExchangeAny(Sides sides, List<Unit> units)
    {
        var held = units.FindAll(u => u.IsHeldOut);
        var trained = units.FindAll(u => !u.IsHeldOut);
        if ((long)held.Count * trained.Count > MostPairs)
            return false;
        var exchanged = false;
        foreach (var back in held)
            foreach (var forth in trained)
            {
                if (forth.IsHeldOut || !back.IsHeldOut)
                    continue;
                var before = sides.Cost;
                sides.Move(back);
                sides.Move(forth);
                if (sides.Cost < before - Gain && sides.IsSound(back) && sides.IsSound(forth))
                {
                    exchanged = true;
                    continue;
                }
                sides.Move(forth);
                sides.Move(back);
            }
        return exchanged;
    }

    /// <summary>A group, and how many of its samples have each of its labels.</summary>
    private sealed class Unit(List<int> members, (int Label, int Count)[] counts)
    {
        public List<int> Members => members;

        public (int Label, int Count)[] Counts => counts;

        public bool IsHeldOut { get; set; }

        public bool Has(int label) => Array.Exists(counts, c => c.Label == label);
    }

    /// <summary>What is on which side, and how far from what is wanted: the sum of squared differences of shares, of every label and of all samples.</summary>
    private sealed class Sides
    {
        private readonly int[] _held;
        private readonly double[] _wanted;
        private readonly double[] _total;
        private readonly int[,] _units;
        private readonly int _last;

        public Sides(List<Unit> units, int classes, int samples, double fraction)
        {
            // The place behind the labels counts all samples.
            _last = classes;
            (_held, _wanted, _total, _units) = (new int[classes + 1], new double[classes + 1], new double[classes + 1], new int[2, classes]);
            foreach (var (label, count) in units.SelectMany(u => u.Counts))
            {
                _total[label] += count;
                _units[0, label]++;
            }
            _total[_last] = samples;
            for (var c = 0; c <= _last; c++)
            {
                _wanted[c] = c < _last ? StratifiedSplit.ValidationCount((int)_total[c], fraction) : samples * fraction;
                Cost += Term(c, 0);
            }
        }

        public double Cost { get; private set; }

        /// <summary>By how much moving a group to the other side would change the cost.</summary>
        public double Change(Unit unit)
        {
            var sign = unit.IsHeldOut ? -1 : 1;
            var change = Term(_last, sign * unit.Members.Count) - Term(_last, 0);
            foreach (var (label, count) in unit.Counts)
                change += Term(label, sign * count) - Term(label, 0);
            return change;
        }

        public void Move(Unit unit)
        {
            Cost += Change(unit);
            var (sign, from) = unit.IsHeldOut ? (-1, 1) : (1, 0);
            _held[_last] += sign * unit.Members.Count;
            foreach (var (label, count) in unit.Counts)
            {
                _held[label] += sign * count;
                _units[from, label]--;
                _units[1 - from, label]++;
            }
            unit.IsHeldOut = !unit.IsHeldOut;
        }

        /// <summary>Whether a group may leave its side: no label loses its last group there.</summary>
        public bool MayMove(Unit unit) => Array.TrueForAll(unit.Counts, c => _units[unit.IsHeldOut ? 1 : 0, c.Label] > 1);

        /// <summary>Whether labels of a group are on both sides, or on the training side where one group alone has them.</summary>
        public bool IsSound(Unit unit) => Array.TrueForAll(unit.Counts, c => _units[0, c.Label] > 0 && !Lacks(c.Label));

        /// <summary>Whether no group of a label is held out although it has several.</summary>
        public bool Lacks(int label) => _units[1, label] == 0 && _units[0, label] > 1;

        private double Term(int place, int more)
        {
            var share = _total[place] > 0 ? (_held[place] + more - _wanted[place]) / _total[place] : 0;
            return share * share;
        }
    }
}
