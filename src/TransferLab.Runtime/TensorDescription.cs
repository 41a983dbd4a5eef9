using System.Globalization;

namespace TransferLab.Runtime;

/// <summary>Name, element type and shape of an input or output of a model.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Type">Element type; null when it is no tensor (a sequence, a map, an optional value).</param>
/// <param name="Dims">Dimensions, -1 where they are not fixed. Empty both for a scalar and where not even the rank is known.</param>
/// <param name="Symbols">For each dimension its name in the model, e.g. <c>batch</c>; null where it has none.</param>
public sealed record TensorDescription(string Name, TensorElementType? Type, IReadOnlyList<long> Dims, IReadOnlyList<string?> Symbols)
{
    /// <summary>E.g. <c>image: Float [N,3,224,224]</c>.</summary>
    public override string ToString() => $"{Name}: {Type} {ShapeText}";

    internal string ShapeText =>
        $"[{string.Join(',', Dims.Select((d, i) => d >= 0 ? d.ToString(CultureInfo.InvariantCulture) : Symbols[i] ?? "?"))}]";

    /// <summary>What of a tensor does not fit this description; null when it fits.</summary>
    internal string? Mismatch(TensorElementType type, IReadOnlyList<long> dims)
    {
        if (Type is null)
            return "it is no tensor, and only tensors can be given or taken";
        if (type != Type)
            return $"got element type {type}";
        // No dimensions also stand for an unknown rank; the runtime knows which it is and checks scalars itself.
        if (Dims.Count == 0)
            return null;
        if (dims.Count != Dims.Count)
            return $"got the shape [{string.Join(',', dims)}], which has {dims.Count} dimensions instead of {Dims.Count}";
        for (var i = 0; i < Dims.Count; i++)
            if (Dims[i] >= 0 && dims[i] != Dims[i])
                return $"got the shape [{string.Join(',', dims)}], in which dimension {i} is {dims[i]} instead of {Dims[i]}";
        return null;
    }
}
