namespace TransferLab.MLNet.Pipelines;

/// <summary>The column that names or holds the images.</summary>
internal static class ImageColumn
{
    /// <summary>Whether it holds encoded images, and not paths.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it is of another type.</exception>
    public static bool IsBytes(DataViewSchema schema, string column) => schema.GetColumnOrNull(column)?.Type switch
    {
        TextDataViewType => false,
        VectorDataViewType { ItemType: NumberDataViewType item } when item == NumberDataViewType.Byte => true,
        { } type => throw Wrong(column, type.ToString() ?? ""),
        null => throw Missing(column, schema.Select(c => c.Name)),
    };

    /// <inheritdoc cref="IsBytes(DataViewSchema, string)"/>
    public static bool IsBytes(SchemaShape schema, string column)
    {
        var found = schema.FirstOrDefault(c => c.Name == column);
        return found.Name is null ? throw Missing(column, schema.Select(c => c.Name))
            : found is { Kind: SchemaShape.Column.VectorKind.Scalar, ItemType: TextDataViewType } ? false
            : found.Kind != SchemaShape.Column.VectorKind.Scalar && found.ItemType == NumberDataViewType.Byte ? true
            : throw Wrong(column, $"{found.Kind} of {found.ItemType}");
    }

    private static ArgumentException Missing(string column, IEnumerable<string> names) =>
        new($"The data has no column '{column}'; it has {string.Join(", ", names)}. Name the one with the images (inputColumn).");

    private static ArgumentException Wrong(string column, string type) =>
        new($"The column '{column}' is of type {type}: images are paths (text) or encoded files (a vector of bytes).");
}
