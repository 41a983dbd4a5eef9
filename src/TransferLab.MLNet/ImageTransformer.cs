using TransferLab.MLNet.Lookahead;

namespace TransferLab.MLNet;

/// <summary>Adds features, or scores and label, to rows with an image. Cursors compute on all cores, ahead of the
/// reader; results of the images seen last are remembered, so that further passes over the data cost no computation.
/// Saved by ML.NET it comes back as a chain of ML.NET's own transforms with the same columns and values.</summary>
public sealed class ImageTransformer : ITransformer
{
    private readonly ImageModel _model;
    private readonly string _inputColumn;
    private readonly bool _bytes;
    private readonly ITransformer _whole;
    private readonly ITransformer _steps;

    internal ImageTransformer(ImageModel model, string inputColumn, bool bytes, IDataView input, IEstimator<ITransformer> begin, IEstimator<ITransformer> steps)
    {
        (_model, _inputColumn, _bytes) = (model, inputColumn, bytes);
        _steps = steps.Fit(View(input));
        _whole = new TransformerChain<ITransformer>(begin.Fit(input), _steps);
    }

    /// <summary>Labels in the order of the scores; empty for a featurizer.</summary>
    public IReadOnlyList<string> Labels => _model.Labels;

    /// <summary>Length of the vector of features or scores.</summary>
    public int Length => _model.Length;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => _whole.GetOutputSchema(inputSchema);

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => _whole.GetRowToRowMapper(inputSchema);

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _steps.Transform(View(input));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => _whole.Save(ctx);

    private ImageDataView View(IDataView input) => new(input, _inputColumn, _bytes ? Columns.Bytes : Columns.Path, _bytes, _model);
}
