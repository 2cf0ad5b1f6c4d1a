"""How to ask: planner, route, corridor, diverse routes, comparison, Pareto front, what-if, hindcast."""
