"""What repeats: needs, options, actions, cost lines; their forms, tables and acts."""
