using TransferLab.Onnx;

namespace TransferLab.Testing.Reference;

/// <summary>
/// Runs an ONNX graph in plain double-precision loops: slow, written to be obviously right, and precise enough that central finite differences
/// through it check a gradient to far better than single precision. Sub-graphs (If, Loop, Scan) are not run.
/// </summary>
public sealed class ReferenceInterpreter
{
    private readonly long _opset;
    private readonly Dictionary<string, NDArray> _constants;
    private readonly Node[] _nodes;

    /// <summary>Prepares to run a model.</summary>
    /// <param name="model">The model; later edits of it are not seen.</param>
    /// <param name="fetches">The values that are wanted; only nodes on the way to them are run.</param>
    /// <exception cref="NotSupportedException">A node on the way is not known here.</exception>
    public ReferenceInterpreter(OnnxModel model, IEnumerable<string> fetches)
    {
        _opset = model.Opset;
        Fetches = [.. fetches];
        var wanted = Fetches.ToHashSet();
        var nodes = new List<Node>();
        foreach (var node in Enumerable.Reverse(model.Graph.Nodes).Where(n => n.Outputs.Any(wanted.Contains)))
        {
            if (node.HasSubgraphs || node.Domain.Length > 0 || ReferenceOperators.Default.Find(node.OpType) is null)
                throw new NotSupportedException($"The reference interpreter does not know {node}.");
            wanted.UnionWith(node.ReadValues());
            nodes.Add(node.Clone());
        }
        nodes.Reverse();
        _nodes = [.. nodes];
        _constants = model.Graph.Initializers.Where(p => wanted.Contains(p.Key)).ToDictionary(p => p.Key, p => NDArray.From(p.Value));
    }

    /// <summary>The operators of the default domain that can be run, sorted.</summary>
    public static IEnumerable<string> SupportedOperators => ReferenceOperators.Default.Names;

    /// <summary>The values that were asked for.</summary>
    public IReadOnlyList<string> Fetches { get; }

    /// <summary>Runs a model once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="feeds">Arrays for its inputs; may also replace initializers.</param>
    /// <param name="fetches">Names of the values that are wanted, intermediate ones too.</param>
    /// <exception cref="InvalidOperationException">An input is missing, or inputs do not fit an operator.</exception>
    public static IReadOnlyDictionary<string, NDArray> Run(OnnxModel model, IReadOnlyDictionary<string, NDArray> feeds, IEnumerable<string> fetches)
    {
        var interpreter = new ReferenceInterpreter(model, fetches);
        var values = interpreter.Run(feeds);
        return interpreter.Fetches.Distinct().ToDictionary(f => f, f => values[f]);
    }

    /// <summary>Runs the graph and returns every value on the way.</summary>
    /// <param name="feeds">Arrays for the inputs; may also replace initializers.</param>
    /// <exception cref="InvalidOperationException">An input is missing, or inputs do not fit an operator.</exception>
    public Dictionary<string, NDArray> Run(IReadOnlyDictionary<string, NDArray> feeds)
    {
        var values = new Dictionary<string, NDArray>(_constants);
        foreach (var (name, array) in feeds)
            values[name] = array;
        foreach (var node in _nodes)
            Compute(node, values);
        return values;
    }

    /// <summary>Runs only what depends on one changed value.</summary>
    /// <param name="values">All values of an earlier run; not modified.</param>
    /// <param name="changed">The input that differs.</param>
    /// <param name="replacement">Its new array.</param>
    public Dictionary<string, NDArray> Rerun(IReadOnlyDictionary<string, NDArray> values, string changed, NDArray replacement)
    {
        var updated = new Dictionary<string, NDArray>(values) { [changed] = replacement };
        var dirty = new HashSet<string> { changed };
        foreach (var node in _nodes.Where(n => n.Inputs.Any(dirty.Contains)))
        {
            Compute(node, updated);
            dirty.UnionWith(node.Outputs.Where(o => o.Length > 0));
        }
        return updated;
    }

    private void Compute(Node node, Dictionary<string, NDArray> values)
    {
        var inputs = new NDArray?[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
            if (node.HasInput(i))
                inputs[i] = values.TryGetValue(node.Inputs[i], out var array)
                    ? array
                    : throw new InvalidOperationException($"{node} reads '{node.Inputs[i]}', which is neither fed, constant nor computed before it.");
        NDArray[] outputs;
        try
        {
            outputs = ReferenceOperators.Default.Find(node.OpType)!(new OperatorCall(node, inputs, _opset));
        }
        catch (Exception e) when (e is IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new InvalidOperationException($"{node} over {string.Join(", ", inputs.Select(i => i?.ToString() ?? "nothing"))}: {e.Message}", e);
        }
        for (var i = 0; i < node.Outputs.Count; i++)
            if (node.HasOutput(i))
                values[node.Outputs[i]] = i < outputs.Length
                    ? outputs[i]
                    : throw new InvalidOperationException($"{node} has no output {i} in the reference interpreter.");
    }
}
