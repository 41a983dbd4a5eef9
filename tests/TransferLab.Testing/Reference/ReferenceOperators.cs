using TransferLab.Testing.Reference.Operators;

namespace TransferLab.Testing.Reference;

/// <summary>The operators the reference interpreter knows, by name. A family registers itself from a file of its own.</summary>
internal sealed class ReferenceOperators
{
    private readonly Dictionary<string, ReferenceOperator> _operators = new(StringComparer.Ordinal);

    public static ReferenceOperators Default { get; } = CreateDefault();

    public IEnumerable<string> Names => _operators.Keys.Order(StringComparer.Ordinal);

    public ReferenceOperator? Find(string opType) => _operators.GetValueOrDefault(opType);

    /// <summary>An operator with one output.</summary>
    public void Add(string opType, Func<OperatorCall, NDArray> compute) => _operators.Add(opType, call => [compute(call)]);

    /// <summary>An operator with several outputs.</summary>
    public void AddMany(string opType, ReferenceOperator compute) => _operators.Add(opType, compute);

    private static ReferenceOperators CreateDefault()
    {
        var all = new ReferenceOperators();
        UnaryReference.Register(all);
        BinaryReference.Register(all);
        ConvolutionReference.Register(all);
        PoolingReference.Register(all);
        NormalizationReference.Register(all);
        ReductionReference.Register(all);
        SoftmaxReference.Register(all);
        MatrixReference.Register(all);
        EinsumReference.Register(all);
        ShapeReference.Register(all);
        SlicingReference.Register(all);
        GatherReference.Register(all);
        PaddingReference.Register(all);
        ImageReference.Register(all);
        ConstantReference.Register(all);
        LossReference.Register(all);
        return all;
    }
}
