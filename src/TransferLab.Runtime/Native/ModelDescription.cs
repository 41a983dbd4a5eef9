using System.Collections.Frozen;

namespace TransferLab.Runtime.Native;

/// <summary>What a session says about its model: inputs, outputs, metadata; and the checks of what is given for them.</summary>
internal sealed class ModelDescription
{
    private readonly FrozenDictionary<string, Port> _inputs;
    private readonly FrozenDictionary<string, Port> _outputs;

    public ModelDescription(Microsoft.ML.OnnxRuntime.InferenceSession session, string model)
    {
        Model = model;
        Inputs = [.. session.InputNames.Select(n => Describe(n, session.InputMetadata[n]))];
        Outputs = [.. session.OutputNames.Select(n => Describe(n, session.OutputMetadata[n]))];
        Optional = [.. session.OverridableInitializerMetadata.Select(o => Describe(o.Key, o.Value))];
        _inputs = Inputs.Select(i => new Port(i, true)).Concat(Optional.Select(i => new Port(i, false)))
            .ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
        _outputs = Outputs.Select(o => new Port(o, false)).ToFrozenDictionary(p => p.Name, StringComparer.Ordinal);
        Metadata = session.ModelMetadata.CustomMetadataMap.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>How messages name the model.</summary>
    public string Model { get; }
    public IReadOnlyList<TensorDescription> Inputs { get; }
    public IReadOnlyList<TensorDescription> Outputs { get; }
    /// <summary>Initializers that the model also lists as inputs, so that a feed replaces them.</summary>
    public IReadOnlyList<TensorDescription> Optional { get; }
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The input of that name, after a check that the value fits it.</summary>
    /// <exception cref="ArgumentException">No such input, or the value does not fit it.</exception>
    public Port Input(string name, OrtValue value) => Fitting(_inputs, name, value, "input", Inputs);

    /// <summary>The output of that name.</summary>
    /// <exception cref="ArgumentException">No such output, or it is no tensor.</exception>
    public Port Output(string name)
    {
        var port = Find(_outputs, name, "output", Outputs);
        return port.Description.Type is not (null or TensorElementType.String) ? port : throw new ArgumentException(
            $"The output '{name}' of {Model} is no tensor of numbers (but strings, a sequence, map or optional value), which is not supported.", nameof(name));
    }

    /// <summary>The output of that name, after a check that the value fits it.</summary>
    /// <exception cref="ArgumentException">No such output, or the value does not fit it.</exception>
    public Port Output(string name, OrtValue value) => Fitting(_outputs, name, value, "output", Outputs);

    /// <summary>The complaint about inputs without a value.</summary>
    public ArgumentException Missing(IEnumerable<string> given)
    {
        var missing = Inputs.ExceptBy(given, i => i.Name, StringComparer.Ordinal).Select(i => i.ToString());
        return new ArgumentException($"{Model} needs values that were not given: {string.Join("; ", missing)}.");
    }

    private Port Fitting(FrozenDictionary<string, Port> ports, string name, OrtValue value, string kind, IReadOnlyList<TensorDescription> all)
    {
        ArgumentNullException.ThrowIfNull(value);
        var port = Find(ports, name, kind, all);
        return port.Description.Mismatch(value.Type, value.Dims) is not { } mismatch ? port : throw new ArgumentException(
            $"The {kind} '{name}' of {Model} is {port.Description.Type} {port.Description.ShapeText}, but {mismatch}.", nameof(value));
    }

    private Port Find(FrozenDictionary<string, Port> ports, string name, string kind, IReadOnlyList<TensorDescription> all)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ports.TryGetValue(name, out var port)
            ? port
            : throw new ArgumentException($"{Model} has no {kind} '{name}'. It has: {string.Join("; ", all)}.", nameof(name));
    }

    private static TensorDescription Describe(string name, NodeMetadata node) => node.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR
        ? new TensorDescription(name, null, [], [])
        : new TensorDescription(name, node.ElementDataType, Array.AsReadOnly(Array.ConvertAll(node.Dimensions, d => (long)d)),
            Array.AsReadOnly(Array.ConvertAll(node.SymbolicDimensions, s => string.IsNullOrEmpty(s) ? null : s)));
}

/// <summary>An input or output of a session.</summary>
/// <param name="Description">Name, type and shape.</param>
/// <param name="Required">Whether a run needs a value for it.</param>
internal sealed record Port(TensorDescription Description, bool Required)
{
    public string Name => Description.Name;

    /// <summary>The name as the C interface takes it, made once so that runs allocate nothing.</summary>
    public byte[] NativeName { get; } = OrtFunctions.Utf8(Description.Name);
}
