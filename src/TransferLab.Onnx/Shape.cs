using System.Collections;
using System.Collections.Immutable;

namespace TransferLab.Onnx;

/// <summary>The dimensions of a tensor of known rank, e.g. <c>[N,3,224,224]</c>. Immutable, compared by value.</summary>
public sealed class Shape : IReadOnlyList<Dim>, IEquatable<Shape>
{
    private readonly ImmutableArray<Dim> _dims;

    /// <summary>Creates a shape; no dimensions make a scalar.</summary>
    public Shape(params IEnumerable<Dim> dims) => _dims = [.. dims];

    /// <summary>A shape of plain numbers.</summary>
    public static Shape Of(params IEnumerable<long> dims) => new(dims.Select(d => Dim.Of(d)));

    /// <summary>The shape without dimensions.</summary>
    public static Shape Scalar { get; } = new();

    /// <summary>Number of dimensions.</summary>
    public int Rank => _dims.Length;

    int IReadOnlyCollection<Dim>.Count => _dims.Length;

    /// <summary>The dimension at an index; negative indices count from the end.</summary>
    public Dim this[int index] => _dims[index < 0 ? index + _dims.Length : index];

    /// <summary>The dimension at an index from either end.</summary>
    public Dim this[Index index] => _dims[index.GetOffset(_dims.Length)];

    /// <summary>Whether every dimension is a number.</summary>
    public bool IsStatic => _dims.All(d => d.IsKnown);

    /// <summary>The product of all dimensions, as far as it can be expressed.</summary>
    public Dim Count => _dims.Aggregate(Dim.Of(1), (a, b) => a * b);

    /// <summary>The dimensions as numbers; -1 stands for what is not known.</summary>
    public long[] ToLongs() => [.. _dims.Select(d => d.IsKnown ? d.Value : -1)];

    /// <summary>This shape with one dimension replaced.</summary>
    public Shape With(int index, Dim dim) => new(_dims.SetItem(index < 0 ? index + _dims.Length : index, dim));

    /// <inheritdoc/>
    public IEnumerator<Dim> GetEnumerator() => ((IEnumerable<Dim>)_dims).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Shape? other) => other is not null && _dims.AsSpan().SequenceEqual(other._dims.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => _dims.Aggregate(17, (h, d) => HashCode.Combine(h, d));

    /// <summary>E.g. <c>[N,3,224,224]</c>.</summary>
    public override string ToString() => $"[{string.Join(',', _dims)}]";
}
