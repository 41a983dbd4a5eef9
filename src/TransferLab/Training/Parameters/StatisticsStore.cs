namespace TransferLab.Training.Parameters;

/// <summary>The running statistics of batch normalisations that a phase moves, in one flat native buffer, and those after
/// the step in another: the session reads the one and writes the other, and <see cref="Advance"/> takes them over.</summary>
internal sealed class StatisticsStore : IDisposable
{
    private readonly (MovingStatistic Statistic, int Offset, int Length)[] _slices;
    private readonly NativeBuffer<float> _current;
    private readonly NativeBuffer<float> _next;

    public StatisticsStore(IReadOnlyList<MovingStatistic> statistics)
    {
        var length = 0;
        _slices = [.. statistics.Select(s =>
        {
            var count = checked((int)s.Shape.Aggregate(1L, (a, b) => a * b));
            length += count;
            return (s, length - count, count);
        })];
        _current = new(length);
        _next = new(length);
    }

    /// <summary>All statistics as they stand.</summary>
    public Span<float> Values => _current.Span;

    public IEnumerable<string> Names => _slices.Select(s => s.Statistic.Name);

    public IEnumerable<(string Name, OrtValue Value)> Inputs() =>
        _slices.Select(s => (s.Statistic.Name, OrtValue.Over(_current, s.Offset, [.. s.Statistic.Shape])));

    public IEnumerable<(string Name, OrtValue Value)> Outputs() =>
        _slices.Select(s => (s.Statistic.NextName, OrtValue.Over(_next, s.Offset, [.. s.Statistic.Shape])));

    /// <summary>Takes over what the step made of them.</summary>
    public void Advance() => _next.Span.CopyTo(_current.Span);

    /// <summary>Takes the starting values from the initializers of a model.</summary>
    public void LoadFrom(Graph graph)
    {
        foreach (var (statistic, offset, length) in _slices)
            graph.Initializers[statistic.Name].Span<float>().CopyTo(_current.Slice(offset, length));
    }

    /// <summary>Puts the current values into the initializers of a model.</summary>
    public void StoreTo(Graph graph)
    {
        foreach (var (statistic, offset, length) in _slices)
            graph.Initializers[statistic.Name] = Tensor.From<float>(_current.Slice(offset, length), statistic.Shape);
    }

    public void Dispose()
    {
        _current.Dispose();
        _next.Dispose();
    }
}
