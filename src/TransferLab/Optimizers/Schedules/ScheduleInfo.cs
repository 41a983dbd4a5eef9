namespace TransferLab.Optimizers.Schedules;

/// <summary>An entry of the catalogue.</summary>
/// <param name="Name">The name people write, e.g. <c>one-cycle</c>.</param>
/// <param name="Description">One line for help texts.</param>
public sealed record ScheduleInfo(string Name, string Description);
