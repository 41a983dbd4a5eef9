using System.Globalization;

namespace TransferLab.MLNet.FineTuning;

/// <summary>The column of labels: text, keys with values, or vectors of them.</summary>
internal static class LabelColumn
{
    /// <summary>Whether rows have any number of labels.</summary>
    /// <exception cref="ArgumentException">There is no such column, or it holds no labels.</exception>
    public static bool IsVector(DataViewSchema schema, string column)
    {
        var type = Find(schema, column).Type;
        var item = type is VectorDataViewType vector ? vector.ItemType : type;
        if (item is not (TextDataViewType or KeyDataViewType))
            throw Wrong(column, type.ToString());
        return type is VectorDataViewType;
    }

    /// <inheritdoc cref="IsVector(DataViewSchema, string)"/>
    public static bool IsVector(SchemaShape schema, string column)
    {
        var found = schema.FirstOrDefault(c => c.Name == column);
        if (found.Name is null)
            throw Missing(column, schema.Select(c => c.Name));
        if (!found.IsKey && found.ItemType is not TextDataViewType)
            throw Wrong(column, found.ItemType.ToString());
        return found.Kind != SchemaShape.Column.VectorKind.Scalar;
    }

    /// <summary>The labels in the order of the keys; null for a column of text.</summary>
    /// <exception cref="ArgumentException">The keys do not say what they stand for.</exception>
    public static IReadOnlyList<string>? KeyValues(DataViewSchema schema, string column)
    {
        var found = Find(schema, column);
        var type = found.Type is VectorDataViewType vector ? vector.ItemType : found.Type;
        if (type is not KeyDataViewType)
            return null;
        if (found.Annotations.Schema.GetColumnOrNull("KeyValues") is not { Type: VectorDataViewType { ItemType: TextDataViewType } })
            throw new SettingException($"The keys of column '{column}' have no text as values: make them by Conversion.MapValueToKey of a column of text.");
        VBuffer<ReadOnlyMemory<char>> values = default;
        found.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(v => v.ToString())];
    }

    /// <summary>A function that reads the labels of the cursor's row; none where they are missing.</summary>
    public static Func<IReadOnlyList<string>> Reader(DataViewRowCursor cursor, string column)
    {
        var found = Find(cursor.Schema, column);
        var names = KeyValues(cursor.Schema, column);
        if (found.Type is not VectorDataViewType vector)
            return names is null
                ? Single(cursor.GetGetter<ReadOnlyMemory<char>>(found), t => t.ToString())
                : Keys(found.Type.RawType, new OfRow(cursor, found, names), many: false);
        return names is null
            ? Many(cursor.GetGetter<VBuffer<ReadOnlyMemory<char>>>(found), t => t.ToString())
            : Keys(vector.ItemType.RawType, new OfRow(cursor, found, names), many: true);
    }

    private static Func<IReadOnlyList<string>> Keys(Type type, OfRow row, bool many) => type switch
    {
        _ when type == typeof(uint) => row.Read<uint>(many),
        _ when type == typeof(ulong) => row.Read<ulong>(many),
        _ when type == typeof(ushort) => row.Read<ushort>(many),
        _ => row.Read<byte>(many),
    };

    private static Func<IReadOnlyList<string>> Single<T>(ValueGetter<T> get, Func<T, string> name)
    {
        T value = default!;
        return () =>
        {
            get(ref value);
            var label = name(value);
            return label.Length == 0 ? [] : [label];
        };
    }

    private static Func<IReadOnlyList<string>> Many<T>(ValueGetter<VBuffer<T>> get, Func<T, string> name)
    {
        VBuffer<T> values = default;
        return () =>
        {
            get(ref values);
            return [.. values.DenseValues().Select(name).Where(l => l.Length > 0)];
        };
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string column) =>
        schema.GetColumnOrNull(column) ?? throw Missing(column, schema.Select(c => c.Name));

    private static ArgumentException Missing(string column, IEnumerable<string> names) =>
        new($"The data has no column '{column}'; it has {string.Join(", ", names)}. Name the one with the labels (LabelColumn).");

    private static ArgumentException Wrong(string column, string? type) =>
        new($"The column '{column}' is of type {type}: labels are text or keys, or vectors of them.");

    private sealed record OfRow(DataViewRowCursor Cursor, DataViewSchema.Column Column, IReadOnlyList<string> Names)
    {
        public Func<IReadOnlyList<string>> Read<T>(bool many) where T : unmanaged, IConvertible =>
            many ? Many(Cursor.GetGetter<VBuffer<T>>(Column), Name) : Single(Cursor.GetGetter<T>(Column), Name);

        // Keys count from 1; 0 is a missing value.
        private string Name<T>(T key) where T : unmanaged, IConvertible => key.ToInt64(CultureInfo.InvariantCulture) is > 0 and var k ? Names[(int)k - 1] : "";
    }
}
