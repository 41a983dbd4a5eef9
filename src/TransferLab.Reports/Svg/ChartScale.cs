namespace TransferLab.Reports.Svg;

/// <summary>An axis: where values come to lie, and which are written on it.</summary>
internal sealed class ChartScale
{
    private const int WantedTicks = 5;
    private const double Rounding = 1e-9;
    private readonly bool _log;
    private readonly double _from;
    private readonly double _to;
    private readonly double _start;
    private readonly double _end;

    private ChartScale(bool log, double from, double to, double start, double end, IReadOnlyList<(double, string)> ticks) =>
        (_log, _from, _to, _start, _end, Ticks) = (log, from, to, start, end, ticks);

    /// <summary>Values on the axis with their texts, ascending.</summary>
    public IReadOnlyList<(double Value, string Text)> Ticks { get; }

    /// <summary>A linear axis whose ends are round numbers.</summary>
    /// <param name="values">What must fit; those that are not finite are left out.</param>
    /// <param name="start">Place of the lower end, in units of the drawing.</param>
    /// <param name="end">Place of the upper end.</param>
    /// <param name="whole">Whether only whole numbers are written on it, and the ends are those of the values.</param>
    /// <param name="floor">The axis does not go below it.</param>
    /// <param name="ceiling">The axis does not go above it.</param>
    public static ChartScale Linear(IEnumerable<double> values, double start, double end, bool whole = false, double floor = double.NegativeInfinity,
        double ceiling = double.PositiveInfinity)
    {
        var (low, high) = Range(values.Where(double.IsFinite));
        if (low == high)
            (low, high) = whole ? (low - 1, high + 1) : (low - Math.Max(Math.Abs(low) * 0.1, 1e-3), high + Math.Max(Math.Abs(high) * 0.1, 1e-3));
        var step = Step((high - low) / WantedTicks);
        if (whole)
            step = Math.Max(1, Math.Ceiling(step));
        var from = whole ? low : Math.Max(Math.Floor(low / step + Rounding) * step, Math.Min(floor, low));
        var to = whole ? high : Math.Min(Math.Ceiling(high / step - Rounding) * step, Math.Max(ceiling, high));
        var ticks = new List<(double, string)>();
        for (var i = (long)Math.Ceiling(from / step - Rounding); i * step <= to + step * 1e-6; i++)
            ticks.Add((i * step, Text(i * step, step)));
        return new(false, from, to, start, end, ticks);
    }

    /// <summary>A logarithmic axis; values that are not positive have no place on it.</summary>
    public static ChartScale Logarithmic(IEnumerable<double> values, double start, double end)
    {
        var (low, high) = Range(values.Where(v => double.IsFinite(v) && v > 0));
        if (low == high)
            (low, high) = low == 0 ? (0.1, 10) : (low / 2, high * 2);
        var decades = Math.Log10(high / low);
        // Whole powers of ten, fewer of them over long ranges; within a few decades also twos and fives.
        double[] within = decades < 1.2 ? [1, 2, 3, 5, 7] : decades < 2.5 ? [1, 2, 5] : [1];
        var every = Math.Max(1, (int)Math.Ceiling(decades / 7));
        var candidates = new List<double>();
        for (var power = (int)Math.Floor(Math.Log10(low)); power <= (int)Math.Ceiling(Math.Log10(high)); power++)
            if (power % every == 0)
                candidates.AddRange(within.Select(m => m * Math.Pow(10, power)));
        var from = candidates.LastOrDefault(c => c <= low * 1.0001, low);
        var to = candidates.FirstOrDefault(c => c >= high * 0.9999, high);
        // Where whole steps would leave half the axis empty, it ends at the values.
        if (Math.Log10(low / from) > 0.12 * decades)
            from = low;
        if (Math.Log10(to / high) > 0.12 * decades)
            to = high;
        if (candidates.Count(c => c >= from && c <= to) < 2)
        {
            // So short a stretch of a logarithmic axis is nearly linear, and its numbers are those of a linear one.
            var linear = Linear([low, high], start, end);
            from = linear._from > 0 ? linear._from : low;
            return new(true, from, linear._to, start, end, [.. linear.Ticks.Where(t => t.Value >= from)]);
        }
        return new(true, from, to, start, end, [.. candidates.Where(c => c >= from * 0.9999 && c <= to * 1.0001).Select(c => (c, Short(c)))]);
    }

    /// <summary>Whether a value has a place on the axis.</summary>
    public bool Holds(double value) => double.IsFinite(value) && (!_log || value > 0);

    /// <summary>The place of a value.</summary>
    public double At(double value) => _log
        ? _start + (_end - _start) * Math.Log(value / _from) / Math.Log(_to / _from)
        : _start + (_end - _start) * (value - _from) / (_to - _from);

    private static (double Low, double High) Range(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return low <= high ? (low, high) : (0, 0);
    }

    // The next of 1, 2, 5, 10 … times a power of ten.
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return power * (least / power) switch { <= 1 + Rounding => 1, <= 2 + Rounding => 2, <= 5 + Rounding => 5, _ => 10 };
    }

    private static string Text(double value, double step)
    {
        if (Math.Abs(value) < step * 1e-6)
            return "0";
        if (Math.Abs(value) is >= 1e6 or < 1e-4)
        {
            // As many digits as tell it from its neighbours.
            var places = Math.Max(0, (int)Math.Floor(Math.Log10(Math.Abs(value)) + Rounding) - (int)Math.Floor(Math.Log10(step) + Rounding));
            return value.ToString("0." + new string('#', places) + "e0", CultureInfo.InvariantCulture);
        }
        var digits = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + Rounding));
        return value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Short(double value) => value.ToString(Math.Abs(value) is >= 1e6 or < 1e-3 ? "0.##e0" : "#,0.######", CultureInfo.InvariantCulture);
}
