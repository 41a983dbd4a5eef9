namespace TransferLab.Service.Models;

/// <summary>How often the shadow said what the version in service said.</summary>
internal sealed class ShadowTally
{
    private readonly Lock _lock = new();
    private int _shadow;
    private long _compared;
    private long _agreed;
    private double _difference;

    /// <param name="version">Version of the shadow; another one than last time starts from nothing.</param>
    /// <param name="agrees">Whether both gave the same labels.</param>
    /// <param name="difference">Largest difference of a probability.</param>
    public void Add(int version, bool agrees, double difference)
    {
        lock (_lock)
        {
            if (_shadow != version)
                (_shadow, _compared, _agreed, _difference) = (version, 0, 0, 0);
            _compared++;
            _agreed += agrees ? 1 : 0;
            _difference = Math.Max(_difference, difference);
        }
    }

    public ShadowComparison? Read()
    {
        lock (_lock)
            return _compared == 0 ? null : new ShadowComparison(_shadow, _compared, _agreed, _difference);
    }
}

/// <summary>What comparing the shadow has come to.</summary>
/// <param name="Version">Version of the shadow.</param>
/// <param name="Compared">Pictures compared.</param>
/// <param name="Agreed">Of them, those that got the same labels.</param>
/// <param name="LargestDifference">Largest difference of a probability.</param>
internal sealed record ShadowComparison(int Version, long Compared, long Agreed, double LargestDifference);
