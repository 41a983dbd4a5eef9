using TransferLab.Onnx;
using TransferLab.TensorFlow.Graphs;
using TransferLab.TensorFlow.Protos;

namespace TransferLab.TensorFlow.Checkpoints;

/// <summary>
/// Finds the checkpoint's key of a variable. What counts is what the model itself would do on loading: its restore operation reads keys and assigns them to
/// handles. Where that does not show, the checkpoint's description of its objects is asked, then the variable's own name.
/// </summary>
internal sealed class VariableReader
{
    private readonly TensorBundle _bundle;
    private readonly Dictionary<string, string> _keys;
    private readonly Lazy<Dictionary<string, string>> _objects;

    public VariableReader(MetaGraphDef meta, TensorBundle bundle)
    {
        _bundle = bundle;
        _keys = RestoreMap.Read(meta.GraphDef);
        _objects = new(() =>
        {
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (name, key) in bundle.Objects())
                map.TryAdd(name, key);
            return map;
        });
    }

    /// <summary>The value of the variable behind a handle.</summary>
    /// <exception cref="TensorFlowException">The checkpoint does not have it.</exception>
    public Tensor Read(TfNode handle)
    {
        var shared = handle.String("shared_name");
        string[] candidates = [.. new[] { _keys.GetValueOrDefault(handle.Name), _objects.Value.GetValueOrDefault(shared), _objects.Value.GetValueOrDefault(handle.Name), shared, handle.Name,
            handle.Name + "/.ATTRIBUTES/VARIABLE_VALUE" }.OfType<string>().Where(k => k.Length > 0)];
        var key = candidates.FirstOrDefault(_bundle.Contains) ?? throw new TensorFlowException($"the checkpoint has no value of the variable {handle}; looked for {string.Join(", ", candidates.Distinct().Select(c => $"'{c}'"))}.");
        return _bundle.Read(key);
    }
}
