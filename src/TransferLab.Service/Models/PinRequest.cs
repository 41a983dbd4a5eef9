namespace TransferLab.Service.Models;

/// <summary>Which version is to serve.</summary>
/// <param name="Version">Its number; null lets go of the pin, so that the newest that works serves.</param>
internal sealed record PinRequest(int? Version);
