namespace TransferLab.Training.Gradients;

/// <summary>Gradient norms by layer group, in path order, the head last. One pass over the gradients gives them all, and the global
/// norm from their sum: tensors and groups are added in fixed order, so that the bits do not depend on the machine.</summary>
internal sealed class GroupNorms
{
    /// <summary>The group of everything that is not the backbone's.</summary>
    public const string Head = "head";

    private readonly ParameterLayout _layout;
    private readonly int[] _groupOf;
    private readonly double[] _norms;
    private readonly double[] _squares;

    /// <param name="layout">Where the trainable tensors lie.</param>
    /// <param name="plan">Says which layer group a tensor of the backbone lies in.</param>
    public GroupNorms(ParameterLayout layout, FreezePlan plan) : this(layout, Groups(plan))
    {
    }

    /// <param name="layout">Where the trainable tensors lie.</param>
    /// <param name="groups">Layer group by tensor name; what is missing belongs to the head.</param>
    public GroupNorms(ParameterLayout layout, IReadOnlyDictionary<string, string> groups)
    {
        _layout = layout;
        string[] all = [.. layout.Slices.Select(s => groups.GetValueOrDefault(s.Name, Head))];
        Names = [.. all.Distinct().Where(g => g != Head), .. all.Contains(Head) ? [Head] : Array.Empty<string>()];
        _groupOf = [.. all.Select(g => Array.IndexOf(Names, g))];
        (_norms, _squares) = (new double[Names.Length], new double[all.Length]);
    }

    /// <summary>The groups.</summary>
    public string[] Names { get; }

    /// <summary>Norm of each group as last measured.</summary>
    public ReadOnlySpan<double> Values => _norms;

    /// <summary>Measures all groups and returns the global norm; not finite when some element is not.</summary>
    public double Measure(IParameters parameters)
    {
        parameters.SquaredNorms(_squares);
        Array.Clear(_norms);
        for (var i = 0; i < _groupOf.Length; i++)
            _norms[_groupOf[i]] += _squares[i];
        var sum = 0.0;
        foreach (ref var norm in _norms.AsSpan())
        {
            sum += norm;
            norm = Math.Sqrt(norm);
        }
        return Math.Sqrt(sum);
    }

    /// <summary>The first tensor with an element that is not finite, and its group; null when there is none.</summary>
    public (string Tensor, string Group)? FindNotFinite(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < _groupOf.Length; i++)
        {
            var slice = _layout.Slices[i];
            if (!double.IsFinite(GradientClipping.SumOfSquares(values.Slice(slice.Offset, slice.Length))))
                return (slice.Name, Names[_groupOf[i]]);
        }
        return null;
    }

    private static Dictionary<string, string> Groups(FreezePlan plan) => plan.Trainable.ToDictionary(p => p.Name, p => p.Group);
}

/// <summary>Gradient norms of the layer groups over the steps of an epoch so far.</summary>
internal sealed record GradientTally
{
    /// <summary>Steps counted.</summary>
    public int Steps { get; init; }
    /// <summary>Sum of the norms, by group.</summary>
    public double[] Sums { get; init; } = [];
    /// <summary>Largest norm, by group.</summary>
    public double[] Maxima { get; init; } = [];

    /// <summary>The tally with another step.</summary>
    /// <param name="norms">Norm of each group.</param>
    public GradientTally With(ReadOnlySpan<double> norms)
    {
        var (sums, maxima) = (new double[norms.Length], new double[norms.Length]);
        for (var i = 0; i < norms.Length; i++)
        {
            sums[i] = norms[i] + (Steps > 0 ? Sums[i] : 0);
            maxima[i] = Math.Max(norms[i], Steps > 0 ? Maxima[i] : 0);
        }
        return new() { Steps = Steps + 1, Sums = sums, Maxima = maxima };
    }

    /// <summary>Mean norm of a group.</summary>
    public double Mean(int group) => Sums[group] / Steps;

    /// <summary>The rows of <c>gradients.csv</c>; none before the first step.</summary>
    public IEnumerable<GradientNorms> Rows(int epoch, IReadOnlyList<string> groups) =>
        Steps == 0 ? [] : groups.Select((name, i) => new GradientNorms(epoch, name, Mean(i), Maxima[i]));
}
