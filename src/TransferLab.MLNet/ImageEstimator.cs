namespace TransferLab.MLNet;

/// <summary>Makes an <see cref="ImageTransformer"/>; there is nothing to be learned from the data, so fitting is quick.</summary>
public sealed class ImageEstimator : IEstimator<ImageTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly ImageModel _model;
    private readonly string _inputColumn;
    private readonly Func<bool, IEstimator<ITransformer>> _steps;

    internal ImageEstimator(TransformsCatalog catalog, ImageModel model, string inputColumn, Func<bool, IEstimator<ITransformer>> steps) =>
        (_catalog, _model, _inputColumn, _steps) = (catalog, model, inputColumn, steps);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The data has no such column, it is neither text nor a vector of bytes, or a column of the data is called like a
    /// label.</exception>
    public ImageTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var bytes = ImageColumn.IsBytes(input.Schema, _inputColumn);
        if (_model.Labels.FirstOrDefault(l => input.Schema.GetColumnOrNull(l) is not null) is { } twin)
            throw new SettingException($"The data has a column '{twin}', which is also a label of the package; ML.NET would mix them up. Rename the column.");
        return new(_model, _inputColumn, bytes, input, ImagePipeline.Begin(_catalog, _inputColumn, bytes), _steps(bytes));
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var bytes = ImageColumn.IsBytes(inputSchema, _inputColumn);
        return _steps(bytes).GetOutputSchema(ImagePipeline.Begin(_catalog, _inputColumn, bytes).GetOutputSchema(inputSchema));
    }
}
