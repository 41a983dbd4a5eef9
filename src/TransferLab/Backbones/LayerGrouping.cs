namespace TransferLab.Backbones;

/// <summary>
/// Sorts the layers between consecutive cut points into groups, on any graph, without a table per architecture.
/// <list type="number">
/// <item>Consecutive pieces whose outputs have the same number of positions (pixels, tokens) form a run. Pieces without parameters join the next run.</item>
/// <item>When the first run holds several residual blocks (a patchify stem, a CIFAR ResNet), what comes before them is split off as the stem.</item>
/// <item>A network that hardly changes resolution (a plain transformer) would have one or two runs, too coarse to freeze by: its costliest run is then halved
/// by multiply-adds, at a cut point, until there are five groups.</item>
/// <item>The first group is the stem, the others stage1, stage2 … What follows the last parameters (pooling) belongs to none.</item>
/// </list>
/// </summary>
internal sealed class LayerGrouping
{
    private const int Coarse = 2, Wanted = 5;

    private readonly ImagePath _path;
    private readonly ShapeTable _shapes;
    private readonly ILookup<int, BackboneParameter> _parameters;
    private readonly List<Piece> _pieces = [];

    private LayerGrouping(ImagePath path, ShapeTable shapes, ChannelAxes axes, IReadOnlyList<CutPoint> cutPoints, IReadOnlyList<BackboneParameter> parameters)
    {
        _path = path;
        _shapes = shapes;
        _parameters = parameters.ToLookup(p => p.Position);
        var start = path.Input;
        var from = 0;
        foreach (var cut in cutPoints.Where(c => c.IsLayerBoundary))
        {
            var nodes = path.Nodes[from..(cut.Position + 1)];
            _pieces.Add(new Piece(start, cut, from, axes.Positions(cut.Value), Enumerable.Range(from, nodes.Count).Sum(i => _parameters[i].Sum(p => p.Count)),
                nodes.Sum(n => MultiplyAdds.Of(n, shapes)), IsResidual(nodes, start, cut.Value)));
            (start, from) = (cut.Value, cut.Position + 1);
        }
        // Pooling at the end has nothing to train.
        while (_pieces.Count > 1 && _pieces[^1].Parameters == 0)
            _pieces.RemoveAt(_pieces.Count - 1);
    }

    public static List<LayerGroup> Group(
        ImagePath path, ShapeTable shapes, ChannelAxes axes, IReadOnlyList<CutPoint> cutPoints, IReadOnlyList<BackboneParameter> parameters) =>
        new LayerGrouping(path, shapes, axes, cutPoints, parameters).Groups();

    private List<LayerGroup> Groups()
    {
        var runs = Runs();
        SplitOffStem(runs);
        if (runs.Count <= Coarse)
            while (runs.Count < Wanted && Halve(runs))
            {
            }
        return [.. runs.Select((run, i) =>
            Describe(run, runs.Count == 1 ? "stage1" : i == 0 ? "stem" : string.Create(CultureInfo.InvariantCulture, $"stage{i}")))];
    }

    private List<List<Piece>> Runs()
    {
        var runs = new List<List<Piece>>();
        long? resolution = null;
        foreach (var piece in _pieces)
        {
            var current = piece.Positions ?? resolution;
            if (runs.Count > 0 && (current == resolution || runs[^1].All(p => p.Parameters == 0)))
                runs[^1].Add(piece);
            else
                runs.Add([piece]);
            resolution = current;
        }
        return runs;
    }

    private static void SplitOffStem(List<List<Piece>> runs)
    {
        if (runs.Count == 0 || runs[0].Count(p => p.IsResidual) < 2)
            return;
        var first = runs[0].FindIndex(p => p.IsResidual);
        if (runs[0].Take(first).Any(p => p.Parameters > 0))
            Split(runs, 0, first);
    }

    private static bool Halve(List<List<Piece>> runs)
    {
        foreach (var run in runs.Where(r => r.Count(p => p.Parameters > 0) > 1).OrderByDescending(r => r.Sum(p => p.MultiplyAdds)))
        {
            long total = run.Sum(p => p.MultiplyAdds), before = 0, bestDistance = long.MaxValue;
            var best = 0;
            for (var i = 1; i < run.Count; i++)
            {
                before += run[i - 1].MultiplyAdds;
                var distance = Math.Abs(total - (2 * before));
                if (distance < bestDistance && run.Take(i).Any(p => p.Parameters > 0) && run.Skip(i).Any(p => p.Parameters > 0))
                    (best, bestDistance) = (i, distance);
            }
            Split(runs, runs.IndexOf(run), best);
            return true;
        }
        return false;
    }

    private static void Split(List<List<Piece>> runs, int run, int at)
    {
        runs.Insert(run + 1, runs[run][at..]);
        runs[run].RemoveRange(at, runs[run].Count - at);
    }

    private LayerGroup Describe(List<Piece> run, string name)
    {
        var end = run[^1].End;
        var layers = new List<BackboneLayer>();
        for (var i = run[0].From; i <= end.Position; i++)
        {
            // A node on the path and the constant branches that feed it each make a layer.
            foreach (var layer in _parameters[i].GroupBy(p => p.Node!))
                layers.Add(new BackboneLayer(ParameterFinder.LayerName(layer.Key), layer.Key.OpType, ShapeOf(layer.Key.Outputs[0]), layer.Sum(p => p.Count),
                    MultiplyAdds.Of(layer.Key, _shapes), [.. layer.Select(p => p.Name)]));
        }
        return new LayerGroup(name, run[0].Start, end.Value, end.Shape, run.Sum(p => p.Parameters), run.Sum(p => p.MultiplyAdds), layers)
        { EndPosition = end.Position };
    }

    private Shape? ShapeOf(string value) => _shapes.TryGet(value, out var info) ? info.Shape : null;

    private bool IsResidual(List<Node> nodes, string start, string end) =>
        nodes.Any(n => n.Is("Add") && _path.Reads(n).Count() > 1) && ShapeOf(start) is { } before && before.Equals(ShapeOf(end));

    /// <summary>What lies between two neighbouring layer boundaries.</summary>
    private sealed record Piece(string Start, CutPoint End, int From, long? Positions, long Parameters, long MultiplyAdds, bool IsResidual);
}

/// <summary>Consecutive layers at one spatial resolution, between two cut points.</summary>
/// <param name="Name"><c>stem</c>, <c>stage1</c>, <c>stage2</c> …</param>
/// <param name="StartValue">The cut point (or the image input) it begins at.</param>
/// <param name="EndValue">The cut point it ends with; freezing up to and including it freezes this group and all before.</param>
/// <param name="OutputShape">Shape of <paramref name="EndValue"/>; null when not known.</param>
/// <param name="Parameters">Learned numbers inside.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image.</param>
/// <param name="Layers">Nodes with learned tensors, in order.</param>
internal sealed record LayerGroup(
    string Name, string StartValue, string EndValue, Shape? OutputShape, long Parameters, long MultiplyAdds, IReadOnlyList<BackboneLayer> Layers)
{
    /// <summary>Names of all learned tensors inside.</summary>
    public IEnumerable<string> Initializers => Layers.SelectMany(l => l.Initializers);

    /// <summary>Index on the image path of the last node inside.</summary>
    internal int EndPosition { get; init; }
}

/// <summary>A node that has learned tensors.</summary>
/// <param name="Name">The node's name, or its output's where it has none.</param>
/// <param name="Operator">Operator, e.g. <c>Conv</c>.</param>
/// <param name="OutputShape">Shape of its first output; null when not known.</param>
/// <param name="Parameters">Number of learned numbers.</param>
/// <param name="MultiplyAdds">Multiply-adds for one image; counted for convolutions and matrix products.</param>
/// <param name="Initializers">Names of its learned tensors.</param>
internal sealed record BackboneLayer(string Name, string Operator, Shape? OutputShape, long Parameters, long MultiplyAdds, IReadOnlyList<string> Initializers);
