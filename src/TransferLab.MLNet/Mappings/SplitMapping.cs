namespace TransferLab.MLNet.Mappings;

/// <summary>Takes sixteen values out of a vector.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class SplitMapping : CustomMappingFactory<ValuesRow, SplitRow>
{
    public const string Contract = "TransferLab.SplitMapping";

    public override Action<ValuesRow, SplitRow> GetMapping() => static (from, to) => to.Fill(from.Values);
}

/// <summary>The first sixteen values, each in a column of its own, and the rest. Only single columns can be named after labels and
/// then be concatenated to a vector with slot names; a saved model cannot name the slots of a vector in any other way.</summary>
internal sealed class SplitRow
{
    /// <summary>Columns of single values.</summary>
    public const int Count = 16;

    /// <summary>What follows them.</summary>
    [ColumnName(Columns.Values)]
    public float[] Rest { get; set; } = [];

    [ColumnName(Columns.Part + "0")] public float Value0 { get; set; }
    [ColumnName(Columns.Part + "1")] public float Value1 { get; set; }
    [ColumnName(Columns.Part + "2")] public float Value2 { get; set; }
    [ColumnName(Columns.Part + "3")] public float Value3 { get; set; }
    [ColumnName(Columns.Part + "4")] public float Value4 { get; set; }
    [ColumnName(Columns.Part + "5")] public float Value5 { get; set; }
    [ColumnName(Columns.Part + "6")] public float Value6 { get; set; }
    [ColumnName(Columns.Part + "7")] public float Value7 { get; set; }
    [ColumnName(Columns.Part + "8")] public float Value8 { get; set; }
    [ColumnName(Columns.Part + "9")] public float Value9 { get; set; }
    [ColumnName(Columns.Part + "10")] public float Value10 { get; set; }
    [ColumnName(Columns.Part + "11")] public float Value11 { get; set; }
    [ColumnName(Columns.Part + "12")] public float Value12 { get; set; }
    [ColumnName(Columns.Part + "13")] public float Value13 { get; set; }
    [ColumnName(Columns.Part + "14")] public float Value14 { get; set; }
    [ColumnName(Columns.Part + "15")] public float Value15 { get; set; }

    /// <summary>Fills the columns; those for which there is no value get 0.</summary>
    public void Fill(float[] values)
    {
        Span<float> first = stackalloc float[Count];
        first.Clear();
        values.AsSpan(0, Math.Min(values.Length, Count)).CopyTo(first);
        Rest = values.Length > Count ? values[Count..] : [];
        (Value0, Value1, Value2, Value3) = (first[0], first[1], first[2], first[3]);
        (Value4, Value5, Value6, Value7) = (first[4], first[5], first[6], first[7]);
        (Value8, Value9, Value10, Value11) = (first[8], first[9], first[10], first[11]);
        (Value12, Value13, Value14, Value15) = (first[12], first[13], first[14], first[15]);
    }
}
