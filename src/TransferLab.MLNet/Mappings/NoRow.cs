namespace TransferLab.MLNet.Mappings;

/// <summary>Nothing of a row.</summary>
internal sealed class NoRow;
